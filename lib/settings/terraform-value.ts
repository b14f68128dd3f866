/** A value in Terraform's JSON. */
export type TerraformValue = string | number | boolean | readonly TerraformValue[] | TerraformArguments;

/** Arguments of a block, as Terraform's JSON has them. */
export interface TerraformArguments {
  readonly [name: string]: TerraformValue;
}
