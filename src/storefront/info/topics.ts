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
