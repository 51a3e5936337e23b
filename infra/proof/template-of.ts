import type { Stack } from 'aws-cdk-lib'
import { Template as Assertions } from 'aws-cdk-lib/assertions'
import type { Template } from './edge-of.ts'

/** The template of a stack that stands alone, without the checks of `npm run check`. */
export function templateOf(stack: Stack): Template {
  process.env.CDK_VALIDATION = 'false'
  return Assertions.fromStack(stack).toJSON() as Template
}
