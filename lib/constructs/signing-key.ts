import { Validations } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/** Letters and digits: 380 bits, more than the 256 that HMAC-SHA-256 can use. */
const KEY_CHARACTERS = 64;

/**
 * The key that signs what callers carry for the stage's functions. Secrets Manager makes it up, so nobody ever typed it and no
 * template has it.
 */
export class SigningKey extends Construct {
  readonly secret: ISecret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // CloudFormation makes the name of the logical id. It starts with no `spillway/{stage}/`, so it is no server's secret; and a name
    // of ours would stay taken while a deleted secret may be recovered, 30 days, in which the stage could not be deployed again.
    this.secret = new Secret(this, 'Secret', {
      description: 'The key that signs request states: read by the functions of Spillway alone',
      generateSecretString: { passwordLength: KEY_CHARACTERS, excludePunctuation: true },
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A schedule would need one more function, with leave to write the key: more exposed than a key that nobody reads but two ' +
        'functions, and that signs what is good for minutes and for one caller. It changes by one PutSecretValue; the version before ' +
        'it still opens what it has signed.',
    });
  }
}
