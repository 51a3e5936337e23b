import type { Deployment } from './environments.ts'

/** Yours. `npx cdk deploy --all` makes what it says; docs/guides/first-deploy.md leads through it. */
export const deployment: Deployment = {
  name: 'tradewind',
  account: '111111111111',
  region: 'eu-central-1',
  standbyRegion: 'eu-west-1',
  domain: 'shop.example',
  profile: 'small',
  alarmMail: 'operator@shop.example',
  mailFrom: 'Shop <orders@shop.example>',
  repository: 'owner/shop',
  branch: 'main',
}
