import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alarmsPage, alarmsPageOfNow } from './alarms-page.ts'

test('docs/reference/alarms.md names the alarms of the templates', () =>
  assert.equal(alarmsPageOfNow(), alarmsPage(), 'node infra/proof/alarms-page.ts writes it anew.'))
