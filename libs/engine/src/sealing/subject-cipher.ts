import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** AES-256-GCM (NIST SP 800-38D). Sizes in bytes. */
const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is sealed cannot be opened with the subject's key: somebody has changed it, or moved it from another place. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/** Seals and opens with the key of one data subject, until the key is destroyed. */
export class SubjectCipher {
  private key: KeyObject | undefined;
  /** The nonce is derived with a key of its own. */
  private nonceKey: KeyObject | undefined;

  /** Without a key, it is destroyed already. */
  constructor(
    readonly subject: string,
    key: Uint8Array | undefined,
  ) {
    if (!key) return;
    this.key = createSecretKey(key);
    this.nonceKey = createSecretKey(createHmac('sha256', key).update('nonce').digest());
  }

  get isDestroyed(): boolean {
    return this.key === undefined;
  }

  destroy(): void {
    this.key = undefined;
    this.nonceKey = undefined;
  }

  /**
   * The text, encrypted and in base64; undefined when the key is destroyed. It opens only at the same `place`. The same
   * text at the same place gives the same result, so that an append or a publication that is repeated is repeated
   * exactly: the nonce is a keyed hash of both, so that no nonce is used for two texts.
   */
  seal(place: string, text: string): string | undefined {
    if (!this.key || !this.nonceKey) return undefined;
    const about = `${this.subject}\n${place}`;
    const nonce = createHmac('sha256', this.nonceKey)
      .update(`${about}\n${text}`)
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce);
    cipher.setAAD(Buffer.from(about));
    const data = cipher.update(text, 'utf8');
    cipher.final();
    return Buffer.concat([nonce, data, cipher.getAuthTag()]).toString('base64');
  }

  /** The text that was sealed at this place; undefined when the key is destroyed. Throws {@link SealBroken}. */
  open(place: string, sealed: string): string | undefined {
    if (!this.key) return undefined;
    const bytes = Buffer.from(sealed, 'base64');
    try {
      const cipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      cipher.setAAD(Buffer.from(`${this.subject}\n${place}`));
      cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8');
      return text + cipher.final('utf8');
    } catch (error) {
      throw new SealBroken('What is sealed here was changed, or sealed somewhere else.', { cause: error });
    }
  }
}
