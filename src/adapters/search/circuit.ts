/** Says whether a service may be asked. One failure closes the way to it; it is looked at now and then until it answers again. */
export type Circuit = {
  mayAsk(): boolean
  failed(fault: unknown): void
  close(): void
}

const firstWaitMs = 1_000
const longestWaitMs = 15_000
const calmAfterMs = 60_000

/**
 * `look` asks the service for something small; it must fail where the service is slow. Looks come after a second, then later and
 * later, each at a time of its own so that processes do not come together; after a calm minute it begins with a second again.
 */
export function openCircuit(given: {
  look: () => Promise<unknown>
  onOpen: (fault: unknown) => void
  onClosed: () => void
  random?: () => number
}): Circuit {
  const { look, onOpen, onClosed, random = Math.random } = given
  let isOpen = false
  let isClosed = false
  let waitMs = firstWaitMs
  let closedAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  function lookLater(): void {
    timer = setTimeout(
      () => {
        look().then(
          () => {
            if (isClosed) return
            isOpen = false
            closedAt = performance.now()
            onClosed()
          },
          () => {
            if (!isClosed) lookLater()
          },
        )
      },
      waitMs * (0.75 + random() / 2),
    )
    timer.unref()
    waitMs = Math.min(waitMs * 2, longestWaitMs)
  }

  return {
    mayAsk: () => !isOpen,
    failed(fault) {
      if (isOpen) return
      isOpen = true
      if (performance.now() - closedAt > calmAfterMs) waitMs = firstWaitMs
      onOpen(fault)
      lookLater()
    },
    close() {
      isClosed = true
      isOpen = true
      clearTimeout(timer)
    },
  }
}
