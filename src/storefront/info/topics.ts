import type { Html } from '../../kit/html.ts'

export const infoTopics = [
  'about',
  'contact',
  'shipping',
  'returns',
  'privacy',
  'terms',
  'imprint',
  'withdrawal',
  'accessibility',
] as const

export type InfoTopic = (typeof infoTopics)[number]

/** What one info page says. Views read nothing; what they need of the shop comes with the visit. */
export type Info = { title: string; description: string; body: Html | Html[] }
