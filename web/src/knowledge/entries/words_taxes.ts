// The taxes and fees that entries are about, by their full legal names, as knowledge holds them in every
// language; any other may be written too.

export const TAXES = [
  '增值税',
  '企业所得税',
  '个人所得税',
  '消费税',
  '印花税',
  '房产税',
  '契税',
  '车辆购置税',
  '车船税',
  '资源税',
  '环境保护税',
  '城市维护建设税',
  '土地增值税',
  '城镇土地使用税',
  '耕地占用税',
  '烟叶税',
  '社会保险费',
  '残疾人就业保障金',
  '文化事业建设费',
  '教育费附加',
  '工会经费',
];
