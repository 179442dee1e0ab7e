// What <checked-field kind="…"> knows of each kind: its check, its spelling, how many digits are all of them.
import { checkBirthDate, checkDate, formatDate } from "./birth.js";
import { checkInn, checkOrganisationInn, checkPersonInn } from "./inn.js";
import { checkOgrn } from "./ogrn.js";
import {
  checkDepartmentCode,
  checkNumber,
  checkSeries,
  checkSeriesAndNumber,
  formatDepartmentCode,
  formatNumber,
  formatSeries,
  formatSeriesAndNumber,
} from "./passport.js";
import { checkPhone, formatPhone } from "./phone.js";
import { checkSnils, formatSnils } from "./snils.js";

/** `types` spells while one types; without it the spelling waits for the end of the field. */
export const KINDS = {
  snils: { check: checkSnils, format: formatSnils, types: true, full: [11], right: "СНИЛС записан верно." },
  inn: { check: checkInn, full: [12], right: "ИНН записан верно." },
  "inn-organisation": { check: checkOrganisationInn, full: [10], right: "ИНН записан верно." },
  "inn-person": { check: checkPersonInn, full: [12], right: "ИНН записан верно." },
  ogrn: { check: checkOgrn, full: [15], right: "ОГРН записан верно." },
  phone: { check: checkPhone, format: formatPhone, full: [], right: "" },
  passport: { check: checkSeriesAndNumber, format: formatSeriesAndNumber, types: true, full: [10], right: "" },
  "passport-series": { check: checkSeries, format: formatSeries, types: true, full: [4], right: "" },
  "passport-number": { check: checkNumber, format: formatNumber, types: true, full: [6], right: "" },
  "department-code": { check: checkDepartmentCode, format: formatDepartmentCode, types: true, full: [6], right: "" },
  "birth-date": { check: checkBirthDate, format: formatDate, types: true, full: [8], right: "" },
  date: { check: checkDate, format: formatDate, types: true, full: [8], right: "" },
};

const days = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Moscow" });

/** Today in Moscow as "YYYY-MM-DD". */
export const today = () => days.format(new Date());
