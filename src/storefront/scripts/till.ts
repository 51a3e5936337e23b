import { all } from './dom.ts'

// A changed quantity sends its form.
for (const form of all('form[data-quantity]') as HTMLFormElement[])
  form.addEventListener('change', () => form.requestSubmit())
