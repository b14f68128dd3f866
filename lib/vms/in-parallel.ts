/** Does something for each item, for a number of them at a time; the results are in the order of the items. */
export async function inParallel<T, R>(
  items: readonly T[],
  atATime: number,
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await act(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}
