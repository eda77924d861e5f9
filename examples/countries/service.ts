import { createCountryService } from './routes.ts';

/** The upstream of this story: facts about countries over plain HTTP. The local stack starts it; any server would do. */
const port = Number(process.env.PORT ?? 8790);
createCountryService().listen(port, '127.0.0.1', () => {
  console.log(`Countries of the world on http://127.0.0.1:${port}`);
});
