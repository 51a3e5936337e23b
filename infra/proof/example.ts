import type { Deployment } from '../environments.ts'

/** What proof, bill and pictures are made of, so that they say the same whatever stands in your deployment.ts. */
export const example: Deployment = {
  name: 'tradewind',
  account: '111111111111',
  region: 'eu-central-1',
  standbyRegion: 'eu-west-1',
  domain: 'shop.example',
  profile: 'small',
  alarmMail: 'operator@shop.example',
  mailFrom: 'Shop <orders@shop.example>',
  backupLock: 'governance',
  repository: 'owner/shop',
  branch: 'main',
  prefixLists: {
    'eu-central-1': { cloudFront: 'pl-a3a144ca', healthChecks: 'pl-00000000000000001' },
    'eu-west-1': { cloudFront: 'pl-4fa04526', healthChecks: 'pl-00000000000000002' },
  },
  canary: {
    article: '/us/en/p/test-article',
    address: {
      firstName: 'Test',
      lastName: 'Purchase',
      line1: '1 Main Street',
      city: 'Portland',
      region: 'OR',
      postcode: '97205',
    },
  },
  saleDays: [{ from: '2030-11-29T05:30:00Z', until: '2030-11-30T23:00:00Z', machines: 4 }],
  firewall: 'count',
  accountHas: [],
}
