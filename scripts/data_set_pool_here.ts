import { type DataSetPool, poolOf } from "../lib/sp800_90b/data_set_pool.ts";
import { dataSetService } from "../lib/sp800_90b/data_set_service.ts";

/** A pool without threads, for many small data sets: the caller does the work that the program leaves to them. */
export function dataSetPoolHere(): DataSetPool {
  const serve = dataSetService();
  const ask = async <Answer>(request: unknown) => await serve(request) as Answer;
  return poolOf([{ ask, end: () => {} }]);
}
