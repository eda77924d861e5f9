/**
 * Lets a consumer end the iteration at once: the generator's own `return` waits for what is pending.
 *
 * @param end ends what is pending
 */
export function endedBy<T>(
  generator: AsyncGenerator<T, void, undefined>,
  end: () => void,
): AsyncGenerator<T, void, undefined> {
  const finish = generator.return.bind(generator);
  return Object.assign(generator, {
    return: (value: undefined) => {
      end();
      return finish(value);
    },
  });
}

/** Closes the connection of a body that nobody reads on. */
export function discard(body: Pick<ReadableStream, 'cancel'> | null): void {
  body?.cancel().catch(() => undefined);
}
