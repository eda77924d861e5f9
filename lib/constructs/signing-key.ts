import { Validations } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/** Letters and digits: 380 bits of entropy, more than the 256 that HMAC-SHA-256 can use. */
const KEY_CHARACTERS = 64;

/** The key that signs request states, which clients return to the functions. Secrets Manager generates it, so no template has it. */
export class SigningKey extends Construct {
  readonly secret: ISecret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // CloudFormation derives the name from the logical id. It does not start with `spillway/{stage}/`, so no server can read it as
    // one of its secrets. A fixed name would stay reserved for 30 days after a deletion, and block a new deployment of the stage.
    this.secret = new Secret(this, 'Secret', {
      description: 'The key that signs request states: read by the functions of Spillway alone',
      generateSecretString: { passwordLength: KEY_CHARACTERS, excludePunctuation: true },
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Scheduled rotation would need another function with the right to write the key. That is a higher risk than a key that only ' +
        'two functions can read and that signs states which expire in minutes and are valid for one caller. To rotate the key, call ' +
        'PutSecretValue; the functions still accept what the previous version signed.',
    });
  }
}
