// What was typed and is kept on this device: {at, values: [[name, value]…], synced, sent}. Old ones count as none.
const KEPT_MS = 14 * 24 * 3_600_000;

export function readDraft(key) {
  const record = JSON.parse(localStorage.getItem(key) ?? "null");
  return record && Date.now() - record.at < KEPT_MS ? record : null;
}

/** Whether the form shows something else: the server's draft, or what another browser gave it meanwhile. */
export function differs(record, values) {
  const now = new Map(values);
  return record.values.some(([name, value]) => value.trim() && now.get(name) !== value);
}
