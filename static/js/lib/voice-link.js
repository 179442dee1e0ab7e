// How a call hears and speaks to its dialog's socket: on("state" | "signal", …) returns what stops it, signal() sends.
export function linkOf(dialog) {
  const named = (callback) => ({ detail }) => detail.dialog === dialog && callback(detail);
  return {
    on(name, callback) {
      const listener = named(callback);
      document.addEventListener(`chat:${name}`, listener);
      return () => document.removeEventListener(`chat:${name}`, listener);
    },
    signal(call, data) {
      document.dispatchEvent(new CustomEvent("chat:say", { detail: { op: "signal", dialog, call, data } }));
    },
  };
}
