// Shared by the bootstrap, which runs on Node 20 without packages, and by the programs that follow it.

const quietMs = 1500

/** Runs `work` and, once it takes longer than a moment, says on stderr what is being done and for how long. */
export async function withProgress(what, work) {
  const beganAt = Date.now()
  const seconds = () => Math.round((Date.now() - beganAt) / 1000)
  const terminal = process.stderr.isTTY === true
  let shown = false
  const show = () => {
    if (terminal) process.stderr.write(`\r\x1b[2K  ${what} … ${seconds()} s`)
    else if (!shown || seconds() % 10 === 0) process.stderr.write(`  ${what} … ${shown ? `${seconds()} s` : ''}\n`)
    shown = true
  }
  let ticking
  const begin = setTimeout(() => {
    show()
    ticking = setInterval(show, 1000)
  }, quietMs)
  try {
    return await work()
  } finally {
    clearTimeout(begin)
    clearInterval(ticking)
    if (shown && terminal) process.stderr.write('\r\x1b[2K')
    if (shown) process.stderr.write(`  ${what}: ${seconds()} s\n`)
  }
}

/** An error whose message is all that a person needs to read: it is shown without a stack. */
export class Sentence extends Error {}
