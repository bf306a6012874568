import { corosyncIsMissing } from "../corosync.ts";
import { compareConfigurations } from "../corosync/generated_configurations.ts";

Deno.test({
  name: "readConfiguration() and locateKey() agree with corosync -t on generated configurations",
  ignore: corosyncIsMissing("comparing configurations with corosync"),
  fn: () => compareConfigurations(200),
});
