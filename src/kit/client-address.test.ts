import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientAddress, networkOf } from './client-address.ts'

test('without trusted proxies the address of the connection counts, whatever a header says', () => {
  assert.equal(clientAddress('192.0.2.7', '198.51.100.1', 0), '192.0.2.7')
  assert.equal(clientAddress('192.0.2.7', undefined, 0), '192.0.2.7')
})

test('behind proxies only the entries that they wrote count, from the right', () => {
  const header = '203.0.113.9, 198.51.100.1, 10.0.0.3'
  assert.equal(clientAddress('10.0.0.4', header, 1), '10.0.0.3')
  assert.equal(clientAddress('10.0.0.4', header, 2), '198.51.100.1')
  // What the shopper wrote himself stands further left, however much of it.
  for (const spoofed of ['1.1.1.1', '1.1.1.1, 2.2.2.2', '127.0.0.1, ::1, 10.0.0.1', ',,,', 'unknown'])
    assert.equal(clientAddress('10.0.0.4', `${spoofed}, 198.51.100.1`, 1), '198.51.100.1')
})

test('a request that did not pass all proxies, or whose entry is no address, counts as its connection', () => {
  assert.equal(clientAddress('10.0.0.4', '198.51.100.1', 2), '10.0.0.4')
  for (const entry of ['unknown', '_hidden', '', '198.51.100.256', '1.2.3', 'localhost', "' or 1=1"])
    assert.equal(clientAddress('10.0.0.4', entry, 1), '10.0.0.4')
})

test('ports and brackets, as some proxies write them, belong to no address', () => {
  assert.equal(clientAddress('10.0.0.4', '198.51.100.1:4711', 1), '198.51.100.1')
  assert.equal(clientAddress('10.0.0.4', '[2001:db8::7]:4711', 1), '2001:db8:0:0::/64')
  assert.equal(clientAddress('10.0.0.4', '[2001:db8::7]', 1), '2001:db8:0:0::/64')
})

test('an IPv6 address counts as its /64, and one that holds an IPv4 address as that', () => {
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  assert.equal(networkOf('2001:DB8:1:2::'), '2001:db8:1:2::/64')
  assert.equal(networkOf('2001:db8:1:3::1'), '2001:db8:1:3::/64')
  assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
  assert.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7')
  assert.equal(networkOf('::ffff:c000:207'), '192.0.2.7')
  assert.equal(networkOf('64:ff9b::192.0.2.7'), '64:ff9b:0:0::/64')
  assert.equal(networkOf(''), 'unknown')
})
