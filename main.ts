import { system } from "./lib/system/mod.ts";

if (import.meta.main) system.exit(0);
