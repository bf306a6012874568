import { OPENSSL_COMMAND } from "../key/wanted_key.ts";
import { type CommandSpec, flag, valued } from "./command.ts";

export const fingerprintSpec: CommandSpec = {
  name: "fingerprint",
  positionals: "[FILE...]",
  summary: "print what a key is known by, without showing it",
  description: [
    "A fingerprint is SHA256: and the base64 of a hash over the bytes that corosync 3.x uses, the first " +
    "4096. It gives nothing of the key away and can be compared in the open. Of a key longer " +
    "than 128 bytes the first 128 have a fingerprint of their own, since corosync 1.x and 2.x read no " +
    "more: two keys that agree there are one key for them.",
    "Without FILE the key is the one that verify would judge. FILE - is standard input. What has fewer " +
    "than 128 bytes is no key and has no fingerprint.",
    `What openssl prints for ${OPENSSL_COMMAND} is the same without SHA256: in front and with a = at ` +
    "the end.",
  ],
  options: [
    valued("check", "FINGERPRINT", "say whether every FILE holds the key of this fingerprint", {
      description: "FINGERPRINT is a fingerprint or any output of this command that holds one. " +
        "Exactly the key counts; of a line about the first 128 bytes only, those.",
    }),
    flag("brief", "print the fingerprint alone, one a line"),
    flag("json", "print one line of JSON"),
    flag("help", "print this help", { short: "h" }),
  ],
  exitCodes: [
    ["0", "all files hold one key, with --check that key"],
    ["1", "the files hold different keys, or with --check another key"],
    ["3", "wrong usage, or a key cannot be read or is shorter than 128 bytes"],
  ],
};
