import type { ArrivedMail } from '../../src/domain/notifications/mailer.contract.ts'

type Part = { headers: Map<string, string>; body: string }

/** A mail as it went over the wire (latin1, CR LF), as a reader of mail shows it: RFC 5322, 2045 to 2047. */
export function readMime(wire: string): ArrivedMail & { headers: Map<string, string> } {
  const whole = partOf(wire)
  const parts = leavesOf(whole)
  const textOf = (type: string) => {
    const part = parts.find(({ headers }) => (headers.get('content-type') ?? '').startsWith(type))
    return part ? decode(part) : ''
  }
  const header = (name: string) => words(whole.headers.get(name) ?? '')
  return {
    to: header('to'),
    from: header('from'),
    subject: header('subject'),
    html: textOf('text/html'),
    text: textOf('text/plain'),
    headers: whole.headers,
  }
}

function partOf(text: string): Part {
  const at = text.indexOf('\r\n\r\n')
  const head = at < 0 ? text : text.slice(0, at)
  const headers = new Map<string, string>()
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':')
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  return { headers, body: at < 0 ? '' : text.slice(at + 4) }
}

function leavesOf(part: Part): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(part.headers.get('content-type') ?? '')?.[1]
  if (!boundary) return [part]
  return part.body
    .split(`--${boundary}`)
    .slice(1, -1)
    .flatMap((text) => leavesOf(partOf(text.replace(/^\r\n/, '').replace(/\r\n$/, ''))))
}

function decode({ headers, body }: Part): string {
  switch (headers.get('content-transfer-encoding')?.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8')
    case 'quoted-printable':
      return fromQuoted(body.replace(/=\r\n/g, ''))
    default:
      return Buffer.from(body, 'latin1').toString('utf8')
  }
}

const fromQuoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

/** '=?UTF-8?Q?M=C3=BCller?=' → 'Müller'. White space between two encoded words belongs to neither. */
const words = (text: string): string =>
  Buffer.from(
    text
      .replace(/(\?=)\s+(=\?)/g, '$1$2')
      .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, inside: string) =>
        kind.toUpperCase() === 'B'
          ? Buffer.from(inside, 'base64').toString('latin1')
          : Buffer.from(fromQuoted(inside.replaceAll('_', ' ')), 'utf8').toString('latin1'),
      ),
    'latin1',
  ).toString('utf8')
