import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type WireAnswer = { status: number; headers: Headers; body: string }

/** Pieces are written one after the other; a number is a pause in milliseconds. */
export type Piece = string | Buffer | number

/** Sends bytes as they are and gives back what came until the other side closed. */
export async function sendRaw(port: number, pieces: readonly Piece[], maxWaitMs = 60_000): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  // The other side may close while we still send; what it said before counts.
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.setTimeout(maxWaitMs, () => socket.destroy(new Error('Nothing came.')))
  for (const piece of pieces) {
    if (socket.destroyed || socket.readableEnded) break
    if (typeof piece === 'number') await Promise.race([sleep(piece), closed])
    else if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed])
  }
  await closed
  return Buffer.concat(chunks).toString('latin1')
}

/** The answers that came on one connection, one after the other. */
export function answersIn(received: string): WireAnswer[] {
  const answers: WireAnswer[] = []
  let rest = received
  while (rest.startsWith('HTTP/1.1 ')) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) break
    const [line = '', ...lines] = rest.slice(0, end).split('\r\n')
    const headers = new Headers()
    for (const header of lines) {
      const at = header.indexOf(':')
      headers.append(header.slice(0, at), header.slice(at + 1).trim())
    }
    const length = Number(headers.get('content-length') ?? 0)
    const body = rest.slice(end + 4, end + 4 + length)
    answers.push({ status: Number(line.split(' ')[1]), headers, body })
    rest = rest.slice(end + 4 + length)
  }
  return answers
}
