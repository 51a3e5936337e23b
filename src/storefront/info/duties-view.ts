import { html } from '../../ui/html.ts'
import type { Visit } from '../visit.ts'
export const accessibility = (_: Visit) => ({ title: 'accessibility', description: '', body: html`` })
export const imprint = (_: Visit) => ({ title: 'imprint', description: '', body: html`` })
export const privacy = (_: Visit) => ({ title: 'privacy', description: '', body: html`` })
