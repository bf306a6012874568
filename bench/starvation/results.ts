import type { Fleet } from "../models/fleet.ts";
import type { Profile } from "../models/profiles.ts";
import type { Accuracy } from "./accuracy.ts";

/** Everything that `deno task bench:starvation` finds out; also the shape of its JSON. */
export interface Results {
  readonly benchmark: "starvation";
  /** Raised when a field changes its meaning or goes away. */
  readonly format: 1;
  readonly conditions: readonly string[];
  readonly profiles: readonly Profile[];
  readonly simulated: readonly {
    readonly profile: string;
    /** Both modes, all key sizes. */
    readonly fleets: readonly Fleet[];
    /** For both modes and all sizes, on one core. */
    readonly processorSeconds: number;
  }[];
  readonly realTime: readonly Accuracy[];
}
