/** An address as it is kept: every field a text, '' where there is nothing. */
export type AddressFields = {
  firstName: string
  lastName: string
  company: string
  line1: string
  line2: string
  postcode: string
  city: string
  region: string
  country: string
  phone: string
}

export type BookAddress = AddressFields & { id: string; preferred: boolean }
