import { html } from '../../ui/html.ts'
import type { Visit } from '../visit.ts'
export const returns = (_: Visit) => ({ title: 'returns', description: '', body: html`` })
export const shipping = (_: Visit) => ({ title: 'shipping', description: '', body: html`` })
