import { type DataSetPool, dataSetPool } from "../lib/sp800_90b/data_set_pool.ts";
import { dataSetService } from "../lib/sp800_90b/data_set_service.ts";
import { workerPool } from "../lib/system/worker.ts";

/** A pool without threads, for many small data sets: the caller does the work that the program leaves to them. */
export function dataSetPoolHere(): DataSetPool {
  const serve = dataSetService();
  const ask = async <Answer>(request: unknown) => await serve(request) as Answer;
  return dataSetPool(workerPool([{ ask, end: () => {} }]));
}
