const NAMES: Readonly<Record<string, string>> = {
  ai: 'AI',
  cms: 'Content',
  comms: 'Communication',
  crm: 'CRM',
  dev: 'Development',
  email: 'E-mail',
  erp: 'ERP',
  generic: 'Anything else',
  hr: 'HR',
  itsm: 'IT service',
  ops: 'Operations',
  work: 'Work management',
};

/** "crm" is CRM, "payments" Payments. */
export function categoryName(category: string): string {
  return (Object.hasOwn(NAMES, category) ? NAMES[category] : undefined) ?? `${category.charAt(0).toUpperCase()}${category.slice(1)}`;
}
