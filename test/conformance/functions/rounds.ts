import type { InputRequest, Question } from '../../../toolkit/index.ts';
import { consent, form, ROOTS, sampling } from './requests.ts';
import type { Tools } from './tools.ts';

const NAME: Question = questionOf(form('What is your name?', 'name'));
/** What {@link rounds} leaves for its second attempt, and expects to find there unchanged. */
const LEFT = 'left by the first attempt';

/** Tools that take more than one attempt. spec: basic/patterns/mrtr */
export const rounds: Tools = {
  async *test_sampling({ prompt }, { ask }) {
    const { reply } = yield* ask({ reply: sampling(String(prompt)) });
    return `LLM response: ${textIn(reply)}`;
  },

  async *test_missing_capability(_args, { ask }) {
    const { reply } = yield* ask({ reply: sampling('Which capability is missing?') });
    return `LLM response: ${textIn(reply)}`;
  },

  async *test_input_required_result_elicitation(_args, { elicit }) {
    const answer = yield* elicit<{ name?: string }>('user_name', NAME);
    return answer.action === 'accept' ? `Hello, ${answer.content.name}!` : 'Hello, whoever you are!';
  },

  async *test_input_required_result_sampling(_args, { ask }) {
    const answers = yield* ask({ capital_question: sampling('What is the capital of France?') });
    return textIn(answers.capital_question);
  },

  async *test_input_required_result_list_roots(_args, { ask }) {
    const answers = yield* ask({ client_roots: ROOTS });
    return `Roots: ${JSON.stringify(answers.client_roots.roots)}`;
  },

  async *test_input_required_result_request_state(_args, { ask, state }) {
    yield* ask({ confirm: consent('Please confirm') }, LEFT);
    return state === LEFT ? 'state-ok' : 'The state is not what the first attempt left.';
  },

  async *test_input_required_result_multiple_inputs(_args, { ask }) {
    const answers = yield* ask({
      user_name: form('What is your name?', 'name'),
      greeting: sampling('Generate a greeting'),
      client_roots: ROOTS,
    });
    return JSON.stringify(answers);
  },

  async *test_input_required_result_multi_round(_args, { elicit }) {
    const name = yield* elicit('step1', questionOf(form('Step 1: What is your name?', 'name')));
    const color = yield* elicit('step2', questionOf(form('Step 2: What is your favorite color?', 'color')));
    return JSON.stringify({ name, color });
  },

  async *test_input_required_result_tampered_state(_args, { ask }) {
    yield* ask({ confirm: consent('Please confirm') });
    return 'The state came back as it was.';
  },

  /** Asks the model if it may, else the person. */
  async *test_input_required_result_capabilities(_args, { ask, clientCapabilities }) {
    if (clientCapabilities?.sampling !== undefined) {
      const { reply } = yield* ask({ reply: sampling('What is your name?') });
      return textIn(reply);
    }
    const { user_name } = yield* ask({ user_name: form('What is your name?', 'name') });
    return JSON.stringify(user_name);
  },

  /** The prompt: its text becomes a message. */
  async *test_input_required_result_prompt(_args, { elicit }) {
    const question = questionOf(form('In which context?', 'context'));
    const answer = yield* elicit<{ context?: string }>('user_context', question);
    return answer.action === 'accept' ? `Work in this context: ${answer.content.context}` : 'Work without a context.';
  },
};

/** What `elicit` takes of a request. */
function questionOf({ params }: InputRequest): Question {
  return params as Question;
}

/** The text of the model's reply, which is the client's word for it. */
function textIn({ content }: Readonly<Record<string, unknown>>): string {
  const block = typeof content === 'object' && content !== null && 'text' in content ? content.text : content;
  return typeof block === 'string' ? block : JSON.stringify(block);
}
