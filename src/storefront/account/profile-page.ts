import { changeProfile, profileForm, readProfile } from '../../domain/customers/profile.ts'
import type { Locale, Words } from '../../domain/settings/market.ts'
import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { errorSummary, field, selectField } from '../../ui/field.ts'
import { notice } from '../../ui/notice.ts'
import { redirect } from '../respond.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { accountForm, accountPage } from './account-frame.ts'
import { formProblem } from './account-words.ts'
import { signedIn } from './signed-in.ts'

const languages: { value: Locale; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
]

const missing: Words = { en: 'Please fill in this field.', de: 'Bitte füllen Sie dieses Feld aus.' }

export const profilePage: PageHandler = async (visit) => {
  const { personId } = await signedIn(visit)
  const profile = await readProfile(visit.shop, personId)
  const { firstName = '', lastName = '', phone = '', locale = visit.locale } = profile ?? {}
  return show(visit, { firstName, lastName, phone, locale }, [])
}

export const changeProfileHandler: PageHandler = async (visit) => {
  const { personId } = await signedIn(visit)
  const form = await visit.form()
  const input = profileForm.safeParse(form)
  if (!input.success)
    return show(
      visit,
      form,
      input.error.issues.map((issue) => String(issue.path[0])),
      422,
    )
  await changeProfile(visit.shop, personId, input.data)
  return redirect(href(visit.place, 'profile', {}, { done: 'saved' }))
}

function show(visit: Visit, values: Record<string, string>, wrong: string[], status = 200): Promise<Response> {
  const { say, place } = visit
  const text = (name: string, label: Words, autocomplete: string, more: { optional?: boolean; type?: 'tel' } = {}) =>
    field({
      name,
      label: say(label),
      value: values[name],
      autocomplete,
      type: more.type ?? 'text',
      maxlength: 80,
      required: !more.optional,
      optional: more.optional ? say({ en: 'optional', de: 'optional' }) : undefined,
      error: wrong.includes(name) ? say(missing) : null,
      width: more.optional ? undefined : 'half',
    })
  return accountPage(
    visit,
    {
      title: say({ en: 'Profile', de: 'Profil' }),
      room: 'profile',
      body: html`${visit.url.searchParams.get('done') && notice('good', say({ en: 'Saved.', de: 'Gespeichert.' }))}${accountForm(
        visit,
        href(place, 'changeProfile'),
        html`${errorSummary(
          say(formProblem),
          wrong.map((name) => ({ name, words: say(missing) })),
        )}<div class="fields">${text('firstName', { en: 'First name', de: 'Vorname' }, 'given-name')}${text(
          'lastName',
          { en: 'Last name', de: 'Nachname' },
          'family-name',
        )}${text('phone', { en: 'Phone', de: 'Telefon' }, 'tel', { optional: true, type: 'tel' })}${selectField({
          name: 'locale',
          label: say({ en: 'Language of our mails', de: 'Sprache unserer Mails' }),
          value: values.locale,
          options: languages,
        })}</div><div class="form-end"><button class="button">${say({ en: 'Save', de: 'Speichern' })}</button></div>`,
      )}`,
    },
    status,
  )
}
