/** Both ends are allowed values. */
export interface AllowedInterval {
  readonly least: number;
  readonly most: number;
}
