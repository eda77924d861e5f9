import type { ContentBlock, LogPart, Part, PartialPart, ProgressPart } from '../../../client/index.ts';
import type { CliContext } from '../context.ts';
import { progressBar } from '../progress.ts';
import { blockText, isBinary } from './content.ts';
import { withoutShown } from './repeated.ts';

/** What a call shows while it runs: rows and log messages as lines, progress and the state of a task in the last line. */
export interface Display {
  show(part: Part): void;
  /** Shows what is held back: running text without a line break. */
  end(): void;
  /**
   * Finds what is new in a result, which repeats everything that came before it.
   *
   * @returns `undefined` if all of it was shown
   */
  rest(blocks: readonly ContentBlock[]): readonly ContentBlock[] | undefined;
}

/** How a display shows partial results. */
export interface DisplayOptions {
  /** Whether they appear before the result. */
  readonly showsRows: boolean;
  /** Whether the command saves binary content, which it does at the end. */
  readonly isSaving: boolean;
}

/** A piece of running text, as opposed to a row: it goes on where the last one ended. */
const IS_RUNNING = /^\s|\s$|\n/;

/** Makes the display of one call. */
export function createDisplay(context: CliContext, { showsRows, isSaving }: DisplayOptions): Display {
  const { stdout, stderr, drawOver } = context;
  const shown: string[] = [];
  const shownBlocks = new Set<string>();
  let isRunning = false;
  /** The last line of running text, which may go on. */
  let open = '';

  function line(print: (text: string) => void, text: string): void {
    drawOver?.('');
    print(text);
  }

  function showPartial({ content }: PartialPart): void {
    for (const block of content) {
      if (block.type === 'text') showText(block.text);
      else if (!isSaving || !isBinary(block)) {
        shownBlocks.add(JSON.stringify(block));
        line(stdout, blockText(block));
      }
    }
  }

  function showText(text: string): void {
    shown.push(text);
    isRunning ||= IS_RUNNING.test(text);
    if (!isRunning) line(stdout, text);
    else {
      const lines = (open + text).split('\n');
      open = lines.pop() ?? '';
      if (lines.length > 0) line(stdout, lines.join('\n'));
    }
  }

  return {
    show(part) {
      switch (part.type) {
        case 'progress':
          return drawOver?.(progressText(part));
        case 'task':
          return drawOver?.(`Task ${part.taskId}: ${part.statusMessage ?? part.status}`);
        case 'log':
          return line(stderr, logText(part));
        case 'partial':
          if (showsRows) showPartial(part);
      }
    },
    end() {
      if (open !== '') line(stdout, open);
      open = '';
    },
    rest(blocks) {
      if (shown.length === 0 && shownBlocks.size === 0) return blocks;
      const rest = blocks.flatMap((block): readonly ContentBlock[] => {
        if (block.type !== 'text') return shownBlocks.has(JSON.stringify(block)) ? [] : [block];
        const text = withoutShown(block.text, shown);
        return text === undefined ? [] : [{ ...block, text }];
      });
      return rest.length === 0 ? undefined : rest;
    },
  };
}

function progressText({ progress, total, message = '' }: ProgressPart): string {
  if (total === undefined || total <= 0) return `${progress} ${message}`;
  return `${progressBar(progress, total)} ${progress} of ${total} ${message}`;
}

function logText({ level, logger, data }: LogPart): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${level}: ${logger === undefined ? '' : `${logger}: `}${text}`;
}
