/** Nothing came back in the time that there was. What was asked for may have been done. */
export class Late extends Error {}

/** Ends the wait after `ms`, and tells the work that nobody waits any more. */
export async function within<T>(ms: number, work: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Late(`There was no answer within ${ms} ms.`))
      abort.abort()
    }, ms)
  })
  try {
    return await Promise.race([work(abort.signal), late])
  } finally {
    clearTimeout(timer)
  }
}
