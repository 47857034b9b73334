/**
 * What is known of a row before it happens: rolling columns over the past of its keys. Knows typed arrays of events;
 * no labels, no tables, no models.
 */
export { pastColumns, type PastEvents } from './past-columns'
