import { WorkBudget, WorkExceeded } from '../../../../lambda/work/index.ts';

// Keeps more and more until the budget ends it, and prints what was exceeded and how many blocks of 800 KB it kept.
const kept: unknown[] = [];
const meter = new WorkBudget().begin();
try {
  for (;;) {
    kept.push(new Array(100_000));
    meter.check();
  }
} catch (error) {
  if (!(error instanceof WorkExceeded)) throw error;
  console.log(JSON.stringify({ what: error.what, kept: kept.length }));
}
