/**
 * Calls `look` until it neither throws nor rejects, for at most 90 s: what another process prints may arrive after its response, and
 * how long files, builds and a busy machine take is not what these tests are about.
 *
 * @throws the last error of `look`
 */
export async function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  for (const deadline = Date.now() + 90_000; ; ) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
