import { IsCurrency } from '@waybill/validation';
import { IsInt, IsUUID, Max, Min } from 'class-validator';

export class IssueGiftCard {
  /** Made by the client, so that sending it again issues nothing twice; or left to the server. */
  @IsUUID() giftCardId: string;
  /** In minor units. */
  @IsInt() @Min(1) @Max(100_000_000) amount: number;
  @IsCurrency() currency: string;

  constructor(fields: IssueGiftCard) {
    Object.assign(this, fields);
  }
}

// #region redeem
export class RedeemGiftCard {
  @IsUUID() giftCardId: string;
  /** The order that is paid with it. */
  @IsUUID() orderId: string;
  /** In minor units of the card's currency. */
  @IsInt() @Min(1) @Max(100_000_000) amount: number;

  constructor(fields: RedeemGiftCard) {
    Object.assign(this, fields);
  }
}
// #endregion
