import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'

export type Received = { from: string; to: string[]; wire: string; wasEncrypted: boolean; login: string | null }

/**
 * What the server does wrong. 'mute': never greets. 'silent-after-data': takes the mail and never says so. 'hung-up-in-data': goes away in the
 * middle of it. 'dripping': says its greeting one letter at a time, without end. 'busy': 421 to everybody. 'no-such-recipient': 550 to RCPT.
 */
export type MailServerTrouble =
  | 'mute'
  | 'silent-after-data'
  | 'hung-up-in-data'
  | 'dripping'
  | 'busy'
  | 'no-such-recipient'

export type MailServer = { port: number; mails: Received[] }

type Options = {
  trouble?: MailServerTrouble
  /** Offers STARTTLS, and takes no password before it. */
  tls?: SecureContext
  login?: { user: string; password: string }
}

/** The receiving end of a conversation in SMTP (RFC 5321), with STARTTLS and AUTH PLAIN and LOGIN. */
export async function openMailServer(t: TestContext, options: Options = {}): Promise<MailServer> {
  const mails: Received[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    converse(socket, options, mails)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, mails }
}

function converse(plain: Socket, { trouble, tls, login }: Options, mails: Received[]): void {
  let socket: Socket = plain
  let isEncrypted = false
  let waiting = ''
  let inData = false
  let loggedIn: string | null = null
  let askedLogin: string[] | null = null
  let mail = { from: '', to: [] as string[] }
  const say = (...lines: string[]) => socket.write(lines.map((line) => `${line}\r\n`).join(''))

  if (trouble === 'mute') return
  if (trouble === 'dripping') {
    const drip = setInterval(() => socket.write('2'), 50)
    socket.on('close', () => clearInterval(drip))
    return
  }
  if (trouble === 'busy') return void socket.end('421 4.7.0 Too many connections, try again\r\n')
  say('220 mail.tests ESMTP')
  hear(socket)

  function hear(from: Socket): void {
    from.on('data', (chunk: Buffer) => {
      waiting += chunk.toString('latin1')
      if (inData) return takeData()
      for (let end = waiting.indexOf('\r\n'); end >= 0 && !inData; end = waiting.indexOf('\r\n')) {
        const line = waiting.slice(0, end)
        waiting = waiting.slice(end + 2)
        take(line)
      }
      if (inData) takeData()
    })
  }

  function takeData(): void {
    if (trouble === 'hung-up-in-data') return void socket.destroy()
    const end = waiting.indexOf('\r\n.\r\n')
    if (end < 0) return
    // A line that begins with a dot has got a second one on its way.
    const wire = waiting.slice(0, end + 2).replace(/(^|\r\n)\./g, '$1')
    waiting = waiting.slice(end + 5)
    inData = false
    if (trouble === 'silent-after-data') return
    mails.push({ ...mail, wire, wasEncrypted: isEncrypted, login: loggedIn })
    mail = { from: '', to: [] }
    say('250 2.0.0 taken')
  }

  function take(line: string): void {
    if (askedLogin) {
      takeLogin(line)
      return
    }
    const [verb = '', rest = ''] = line.split(/[ :](.*)/s)
    const mayLogIn = login && (isEncrypted || !tls)
    switch (verb.toUpperCase()) {
      case 'EHLO':
        return void say(
          '250-mail.tests',
          ...(tls && !isEncrypted ? ['250-STARTTLS'] : []),
          ...(mayLogIn ? ['250-AUTH PLAIN LOGIN'] : []),
          '250-8BITMIME',
          '250 SIZE 10485760',
        )
      case 'STARTTLS': {
        say('220 2.0.0 ready')
        plain.removeAllListeners('data')
        waiting = ''
        isEncrypted = true
        socket = new TLSSocket(plain, { isServer: true, ...(tls ? { secureContext: tls } : {}) })
        socket.on('error', () => {})
        hear(socket)
        return
      }
      case 'AUTH': {
        const [kind, first] = rest.split(' ')
        if (kind === 'PLAIN' && first) {
          const [, user = '', password = ''] = Buffer.from(first, 'base64').toString().split('\0')
          judge(user, password)
          return
        }
        askedLogin = []
        return void say(`334 ${Buffer.from('Username:').toString('base64')}`)
      }
      case 'MAIL':
        if (login && !loggedIn) return void say('530 5.7.0 log in first')
        mail = { from: addressIn(rest), to: [] }
        return void say('250 2.1.0 ok')
      case 'RCPT':
        if (trouble === 'no-such-recipient') return void say(`550 5.1.1 <${addressIn(rest)}>: no such person here`)
        mail.to.push(addressIn(rest))
        return void say('250 2.1.5 ok')
      case 'DATA':
        inData = true
        return void say('354 go on, end with a dot')
      case 'RSET':
      case 'NOOP':
        return void say('250 2.0.0 ok')
      case 'QUIT':
        return void socket.end('221 2.0.0 bye\r\n')
      default:
        return void say('502 5.5.1 not known here')
    }
  }

  function takeLogin(line: string): void {
    const given = [...(askedLogin ?? []), Buffer.from(line, 'base64').toString()]
    askedLogin = given
    if (given.length === 1) return void say(`334 ${Buffer.from('Password:').toString('base64')}`)
    askedLogin = null
    judge(given[0] ?? '', given[1] ?? '')
  }

  function judge(user: string, password: string): void {
    if (user !== login?.user || password !== login.password) return void say(`535 5.7.8 ${user} is not let in`)
    loggedIn = user
    say('235 2.7.0 ok')
  }
}

const addressIn = (text: string): string => /<([^>]*)>/.exec(text)?.[1] ?? ''

/** A certificate for 127.0.0.1 that nobody vouches for; undefined where there is no openssl. */
export function ownCertificate(t: TestContext): SecureContext | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-tls-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1 -addext'
  try {
    const args = [...made.split(' '), 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]
    execFileSync('openssl', args, { stdio: 'ignore' })
  } catch {
    return undefined
  }
  return createSecureContext({ key: readFileSync(key), cert: readFileSync(cert) })
}
