import type { Service } from "../system/worker.ts";

/** What a thread of this program can be asked to do, by name; loaded when a thread is started for it. */
export async function loadService(name: string): Promise<Service> {
  switch (name) {
    case "sp800_22": {
      const { sp80022Service } = await import("../sp800_22/tests.ts");
      return sp80022Service();
    }
    case "data_sets": {
      const { dataSetService } = await import("../sp800_90b/data_set_service.ts");
      return dataSetService();
    }
    default:
      throw new Error(`There is no service ${name}`);
  }
}
