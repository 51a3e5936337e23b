import { all } from './dom.ts'

// A changed quantity sends its form.
for (const form of all('form[data-quantity]') as HTMLFormElement[])
  form.addEventListener('change', () => form.requestSubmit())

for (const button of all('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
