/** An address as it is kept: every field a text, '' where there is nothing. */
export type PostalAddress = {
  firstName: string
  lastName: string
  company: string
  line1: string
  line2: string
  postcode: string
  city: string
  /** Code of the state, where the country has such: 'CA'. */
  region: string
  /** ISO 3166-1, two letters. */
  country: string
  phone: string
}

export type BookAddress = PostalAddress & { id: string; preferred: boolean }
