let given = 0

/** Another shopper's address: 10.0.0.0/8 holds 16 million of them, so limits by address hold back nobody by mistake. */
export function nextAddress(): string {
  given = (given + 1) % 0xff_ff_ff
  return `10.${(given >> 16) & 255}.${(given >> 8) & 255}.${given & 255}`
}
