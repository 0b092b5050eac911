// Who asks, and from where.

import { byId } from "./dom.js";
import { words } from "./words.js";

/** Province-level codes (GB/T 2260) and short names, as in knowledge/data/regions.tsv. */
const regions = [
  ["110000", "北京"], ["120000", "天津"], ["130000", "河北"], ["140000", "山西"],
  ["150000", "内蒙古"], ["210000", "辽宁"], ["220000", "吉林"], ["230000", "黑龙江"],
  ["310000", "上海"], ["320000", "江苏"], ["330000", "浙江"], ["340000", "安徽"],
  ["350000", "福建"], ["360000", "江西"], ["370000", "山东"], ["410000", "河南"],
  ["420000", "湖北"], ["430000", "湖南"], ["440000", "广东"], ["450000", "广西"],
  ["460000", "海南"], ["500000", "重庆"], ["510000", "四川"], ["520000", "贵州"],
  ["530000", "云南"], ["540000", "西藏"], ["610000", "陕西"], ["620000", "甘肃"],
  ["630000", "青海"], ["640000", "宁夏"], ["650000", "新疆"], ["710000", "台湾"],
  ["810000", "香港"], ["820000", "澳门"],
];

/** As in knowledge/data/taxpayer_types.yaml; the name is what travels. */
const taxpayerTypes = ["一般纳税人", "小规模纳税人", "企业", "个体工商户", "自然人"];

const PROFILE_KEY = "wenshui.profile";

/** @typedef {{ region: string, taxpayerType: string }} Profile Empty means the whole country, any type. */

/** Storage can be switched off or hold anything; then nothing is known. @returns {Profile} */
function loadProfile() {
  try {
    const { region = "", taxpayerType = "" } = JSON.parse(localStorage.getItem(PROFILE_KEY) ?? "{}");
    return {
      region: regions.some(([code]) => code === region) ? region : "",
      taxpayerType: taxpayerTypes.includes(taxpayerType) ? taxpayerType : "",
    };
  } catch {
    return { region: "", taxpayerType: "" };
  }
}

/** @param {Profile} profile */
function saveProfile(profile) {
  try {
    localStorage.setItem(PROFILE_KEY, JSON.stringify(profile));
  } catch {
    // The choice then holds until the page is closed.
  }
}

/**
 * Fills the two selects and keeps the returned profile in step with them.
 * @param {() => void} changed
 * @returns {Profile}
 */
export function startProfile(changed) {
  const profile = loadProfile();
  const region = byId("region", HTMLSelectElement);
  const taxpayerType = byId("taxpayer-type", HTMLSelectElement);
  region.append(new Option(words.regionAll, ""), ...regions.map(([code, name]) => new Option(name, code)));
  taxpayerType.append(new Option(words.taxpayerTypeAny, ""), ...taxpayerTypes.map((name) => new Option(name, name)));
  region.value = profile.region;
  taxpayerType.value = profile.taxpayerType;
  const keep = () => {
    Object.assign(profile, { region: region.value, taxpayerType: taxpayerType.value });
    saveProfile(profile);
    showProfile(profile);
    changed();
  };
  region.addEventListener("change", keep);
  taxpayerType.addEventListener("change", keep);
  showProfile(profile);
  startProfileToggle();
  return profile;
}

/**
 * What was chosen stands on the button, so that nobody wonders for whom was answered.
 * @param {Profile} profile
 */
function showProfile({ region, taxpayerType }) {
  const chosen = [regions.find(([code]) => code === region)?.[1], taxpayerType].filter(Boolean).join(" · ");
  byId("profile-summary", HTMLElement).textContent = chosen || words.profile;
  const heard = chosen ? `${words.profile} ${chosen}` : words.profile;
  byId("profile-toggle", HTMLButtonElement).setAttribute("aria-label", heard);
}

function startProfileToggle() {
  const toggle = byId("profile-toggle", HTMLButtonElement);
  const panel = byId("profile", HTMLElement);
  toggle.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    toggle.setAttribute("aria-expanded", `${!panel.hidden}`);
  });
}
