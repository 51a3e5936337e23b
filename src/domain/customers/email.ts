import { domainToASCII } from 'node:url'

// Long enough for every real address (RFC 5321, 4.5.3.1), and simple enough to cost nothing on hostile input.
const maxLength = 254
// Controls and signs that nobody sees (zero-width, direction) would make two addresses look like one.
const shape = /^[^\s\p{Cc}\p{Cf}@<>"(),:;\\[\]]{1,64}@[^\s@]{1,190}$/u
const domainShape = /^(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/

/**
 * One form for one address: trimmed, NFKC, lower case, the domain in ASCII (IDNA). Dots and '+tags' stay: they are the
 * owner's. Undefined when it is no address.
 */
export function canonicalEmail(typed: string): string | undefined {
  if (typed.length > maxLength * 2) return undefined
  const text = typed.trim().normalize('NFKC').toLowerCase()
  if (text.length > maxLength || !shape.test(text)) return undefined
  const at = text.lastIndexOf('@')
  const domain = domainToASCII(text.slice(at + 1))
  return domainShape.test(domain) ? `${text.slice(0, at)}@${domain}` : undefined
}
