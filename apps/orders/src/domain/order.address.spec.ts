import { describe, expect, it } from '@jest/globals';
import { ensureDeliverable } from './order.address.js';

const somebody = { name: 'Ada Lovelace', lines: ['1 Main Street'], city: 'Somewhere' };
const check = (address: object) =>
  ensureDeliverable({ ...somebody, country: 'GB', ...address }, '/shippingAddress');
const refused = (part: string) =>
  expect.objectContaining({
    code: 'address-invalid',
    details: expect.objectContaining({ field: `/shippingAddress/${part}` }),
  });

describe('An address', () => {
  it.each([
    { country: 'US', region: 'CA', postalCode: '94043-1351' },
    { country: 'US', region: 'California', postalCode: '94043' },
    { country: 'CA', region: 'ON', postalCode: 'K1A 0B1' },
    { country: 'AU', region: 'NSW', postalCode: '2000' },
    { country: 'GB', postalCode: 'sw1y 4jh' },
    { country: 'DE', postalCode: '10115' },
    { country: 'JP', region: '東京都', postalCode: '100-0001' },
    { country: 'JP', region: 'Tokyo', postalCode: '100-0001' },
    { country: 'HK', region: 'Kowloon' },
    { country: 'IE' },
    { country: 'AE', region: 'Dubai' },
  ])('has the parts that its country needs: %j', (address) => {
    expect(() => check(address)).not.toThrow();
  });

  it.each([
    ['region', { country: 'US', postalCode: '94043' }],
    ['region', { country: 'US', region: 'Kalifornien', postalCode: '94043' }],
    ['region', { country: 'AU', postalCode: '2000' }],
    ['postalCode', { country: 'US', region: 'CA' }],
    ['postalCode', { country: 'US', region: 'NY', postalCode: '94043' }],
    ['postalCode', { country: 'DE', postalCode: '1011' }],
    ['postalCode', { country: 'CA', region: 'ON', postalCode: '12345' }],
  ])('is refused for its %s: %j', (part, address) => {
    expect(() => check(address)).toThrow(refused(part));
  });
});
