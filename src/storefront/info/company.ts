/** The company behind the demo shop. Whoever opens a shop of their own changes it here and reads the texts beside it. */
export const company = {
  name: 'Tradewind Handels GmbH',
  street: 'Brooktorkai 11',
  postcode: '20457',
  city: 'Hamburg',
  directors: 'Maren Ohlsen, Tilo Brandt',
  register: 'Amtsgericht Hamburg, HRB 000000',
  vatId: 'DE000000000',
  lucid: 'DE0000000000000',
  email: 'hello@tradewind.example',
  privacyEmail: 'privacy@tradewind.example',
  phoneDe: '+49 40 0000 0000',
  phoneUs: '+1 (555) 010-0199',
  usAddress: 'Tradewind Goods Inc., 55 Pier Road, Portland, ME 04101',
} as const

/** Longer than the law's 14 days; both are told where returns are explained. */
export const returnDays = 30
