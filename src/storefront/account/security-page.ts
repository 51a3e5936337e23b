import { askForEmailChange, changeEmailForm } from '../../domain/customers/ask-account.ts'
import { changeEmail } from '../../domain/customers/change-email.ts'
import { changePassword, changePasswordForm } from '../../domain/customers/change-password.ts'
import { closeAccount } from '../../domain/customers/close-account.ts'
import { PasswordQueueFull } from '../../domain/customers/password.ts'
import { endSessions, readSessions } from '../../domain/customers/session.ts'
import type { Words } from '../../domain/settings/market.ts'
import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { dateAndTime } from '../../ui/dates.ts'
import { errorSummary, field, hidden } from '../../ui/field.ts'
import { notice } from '../../ui/notice.ts'
import { redirect } from '../respond.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { accountForm, accountPage } from './account-frame.ts'
import {
  busy,
  emailProblem,
  formProblem,
  linkOver,
  passwordHint,
  passwordProblems,
  wrongPassword,
} from './account-words.ts'
import { leave } from './session-cookie.ts'
import { signedIn } from './signed-in.ts'

type Errors = { [field in 'email' | 'emailPassword' | 'current' | 'password']?: string }

const doneWords = new Map<string, Words>(
  Object.entries({
    password: {
      en: 'The password is changed, and your other devices are signed out.',
      de: 'Das Passwort ist geändert, Ihre anderen Geräte sind abgemeldet.',
    },
    email: {
      en: 'We have sent a link to the new address. It counts once you open it.',
      de: 'Wir haben einen Link an die neue Adresse geschickt. Sie gilt, sobald Sie ihn öffnen.',
    },
    'email-changed': { en: 'The new address counts from now on.', de: 'Die neue Adresse gilt ab jetzt.' },
    'signed-out': { en: 'All other devices are signed out.', de: 'Alle anderen Geräte sind abgemeldet.' },
  }),
)

export const securityPage: PageHandler = (visit) => show(visit, {}, {})

export const changePasswordHandler: PageHandler = async (visit) => {
  const { personId } = await signedIn(visit)
  const input = changePasswordForm.safeParse(await visit.form())
  if (!input.success) return show(visit, { password: visit.say(passwordProblems['too-short']) }, {}, 422)
  return whenBusy(visit, 'current', async () => {
    const sessionToken = visit.cookies.get('session')
    const changed = await changePassword(visit.shop, personId, { ...input.data, sessionToken })
    if (changed.ok) return redirect(href(visit.place, 'security', {}, { done: 'password' }))
    return changed.problem === 'wrong-password'
      ? show(visit, { current: visit.say(wrongPassword) }, {}, 422)
      : show(visit, { password: visit.say(passwordProblems[changed.problem]) }, {}, 422)
  })
}

export const changeEmailHandler: PageHandler = async (visit) => {
  const { personId } = await signedIn(visit)
  const form = await visit.form()
  const input = changeEmailForm.safeParse({ email: form.email, password: form.emailPassword ?? '' })
  if (!input.success) return show(visit, { email: visit.say(emailProblem) }, form, 422)
  return whenBusy(visit, 'emailPassword', async () => {
    const asked = await askForEmailChange(visit.shop, visit.place, personId, input.data)
    if (asked.ok) return redirect(href(visit.place, 'security', {}, { done: 'email' }))
    return asked.problem === 'wrong-password'
      ? show(visit, { emailPassword: visit.say(wrongPassword) }, form, 422)
      : show(
          visit,
          { email: visit.say({ en: 'This is your address already.', de: 'Das ist schon Ihre Adresse.' }) },
          form,
          422,
        )
  })
}

async function whenBusy(visit: Visit, name: keyof Errors, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (fault) {
    if (fault instanceof PasswordQueueFull) return show(visit, { [name]: visit.say(busy) }, {}, 503)
    throw fault
  }
}

export const confirmEmailPage: PageHandler = async (visit) => {
  await signedIn(visit)
  const { say, place } = visit
  return accountPage(visit, {
    title: say({ en: 'Confirm your new address', de: 'Bestätigen Sie Ihre neue Adresse' }),
    room: 'security',
    body: accountForm(
      visit,
      href(place, 'doConfirmEmail'),
      html`${hidden('link', visit.url.searchParams.get('token') ?? '')}<p>${say({
        en: 'From then on you sign in with the address to which the link was sent.',
        de: 'Danach melden Sie sich mit der Adresse an, an die der Link ging.',
      })}</p><div class="form-end"><button class="button">${say({ en: 'Confirm', de: 'Bestätigen' })}</button></div>`,
    ),
  })
}

export const doConfirmEmail: PageHandler = async (visit) => {
  const { personId } = await signedIn(visit)
  const { link = '' } = await visit.form()
  const changed = await changeEmail(visit.shop, personId, link)
  if (changed.ok) return redirect(href(visit.place, 'security', {}, { done: 'email-changed' }))
  return accountPage(
    visit,
    {
      title: visit.say({ en: 'This link is over', de: 'Dieser Link gilt nicht mehr' }),
      room: 'security',
      body: notice('warn', visit.say(linkOver)),
    },
    410,
  )
}

export const signOutEverywhere: PageHandler = async (visit) => {
  const { personId } = await signedIn(visit)
  await visit.form()
  await endSessions(visit.shop, personId, visit.cookies.get('session'))
  return redirect(href(visit.place, 'security', {}, { done: 'signed-out' }))
}

export const closeAccountPage: PageHandler = (visit) => showClose(visit)

export const doCloseAccount: PageHandler = async (visit) => {
  const { personId } = await signedIn(visit)
  const { password = '' } = await visit.form()
  const closed = await closeAccount(visit.shop, personId, password).catch((fault) => {
    if (fault instanceof PasswordQueueFull) return null
    throw fault
  })
  if (!closed) return showClose(visit, visit.say(busy), 503)
  if (!closed.ok) return showClose(visit, visit.say(wrongPassword), 422)
  leave(visit)
  visit.cookies.clear('known')
  return redirect(href(visit.place, 'signIn', {}, { done: 'closed' }))
}

async function showClose(visit: Visit, error?: string, status = 200): Promise<Response> {
  await signedIn(visit)
  const { say, place } = visit
  return accountPage(
    visit,
    {
      title: say({ en: 'Close your account', de: 'Konto schließen' }),
      room: 'security',
      body: accountForm(
        visit,
        href(place, 'doCloseAccount'),
        html`<p>${say({
          en: 'Your sign-in, profile and address book are deleted at once. Orders and invoices stay as long as the law wants them, under their numbers.',
          de: 'Anmeldung, Profil und Adressbuch werden sofort gelöscht. Bestellungen und Rechnungen bleiben, solange das Gesetz es verlangt, unter ihren Nummern.',
        })}</p><div class="fields">${field({
          name: 'password',
          label: say({ en: 'Password', de: 'Passwort' }),
          type: 'password',
          autocomplete: 'current-password',
          required: true,
          error,
        })}</div><div class="form-end"><button class="button">${say({
          en: 'Close the account',
          de: 'Konto schließen',
        })}</button><a class="link" href="${href(place, 'security')}">${say({ en: 'Keep it', de: 'Behalten' })}</a></div>`,
      ),
    },
    status,
  )
}

async function show(visit: Visit, errors: Errors, form: Record<string, string>, status = 200): Promise<Response> {
  const { say, place, shop } = visit
  const { personId, email } = await signedIn(visit)
  const sessions = await readSessions(shop, personId, visit.cookies.get('session'))
  const done = doneWords.get(visit.url.searchParams.get('done') ?? '')
  const summaryErrors = Object.entries(errors).map(([name, words]) => ({ name, words }))
  const passwordField = (name: keyof Errors, label: Words, autocomplete: string, hint?: string) =>
    field({ name, label: say(label), type: 'password', autocomplete, required: true, hint, error: errors[name] })
  const current: Words = { en: 'Present password', de: 'Jetziges Passwort' }
  const time = (at: Date) => dateAndTime(at, visit.locale, visit.market.timeZone)
  return accountPage(
    visit,
    {
      title: say({ en: 'Sign-in and security', de: 'Anmeldung und Sicherheit' }),
      room: 'security',
      body: html`${done && notice('good', say(done))}${errorSummary(say(formProblem), summaryErrors)}
<section class="stack"><h2>${say({ en: 'E-mail address', de: 'E-Mail-Adresse' })}</h2><p>${say({
        en: 'You sign in with',
        de: 'Sie melden sich an mit',
      })} <strong>${email}</strong>.</p>${accountForm(
        visit,
        href(place, 'changeEmail'),
        html`<div class="fields">${field({
          name: 'email',
          label: say({ en: 'New e-mail address', de: 'Neue E-Mail-Adresse' }),
          value: form.email,
          type: 'email',
          autocomplete: 'email',
          required: true,
          error: errors.email,
        })}${passwordField('emailPassword', current, 'current-password')}</div><div class="form-end"><button class="button quiet">${say(
          {
            en: 'Send a link there',
            de: 'Link dorthin schicken',
          },
        )}</button></div>`,
      )}</section>
<section class="stack"><h2>${say({ en: 'Password', de: 'Passwort' })}</h2>${accountForm(
        visit,
        href(place, 'changePassword'),
        html`<div class="fields">${passwordField('current', current, 'current-password')}${passwordField(
          'password',
          { en: 'New password', de: 'Neues Passwort' },
          'new-password',
          say(passwordHint),
        )}</div><div class="form-end"><button class="button quiet">${say({ en: 'Change the password', de: 'Passwort ändern' })}</button></div>`,
      )}</section>
<section class="stack"><h2>${say({ en: 'Signed-in devices', de: 'Angemeldete Geräte' })}</h2><ul class="sessions">${sessions.map(
        ({ device, seenAt, isThis }) =>
          html`<li><p class="strong">${device || say({ en: 'Unknown device', de: 'Unbekanntes Gerät' })}${
            isThis && html` <span class="good-word">${say({ en: 'this one', de: 'dieses' })}</span>`
          }</p><p class="soft small">${say({ en: 'Last seen', de: 'Zuletzt gesehen' })} ${time(seenAt)}</p></li>`,
      )}</ul>${
        sessions.length > 1 &&
        accountForm(
          visit,
          href(place, 'signOutEverywhere'),
          html`<div class="form-end"><button class="button quiet">${say({
            en: 'Sign out everywhere else',
            de: 'Überall sonst abmelden',
          })}</button></div>`,
        )
      }</section>
<section class="stack"><h2>${say({ en: 'Close the account', de: 'Konto schließen' })}</h2><p><a class="link" href="${href(
        place,
        'closeAccount',
      )}">${say({ en: 'Close your account and delete its data', de: 'Konto schließen und seine Daten löschen' })}</a></p></section>`,
    },
    status,
  )
}
